using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>
/// ICMP steps (RFC 792, RFC 4443) on a socket of our own: the unprivileged ping socket where the system allows it, else
/// a raw one. Not the ping program, and not the framework's Ping, which starts it.
/// </summary>
internal sealed class IcmpDial(Target target, Connector connector, TimeProvider time)
{
    public async Task<StepResult> RunAsync(IcmpStep step, Variables variables, TimeSpan allowed, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        DateTimeOffset started = time.GetUtcNow();
        var result = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = started, Duration = TimeSpan.Zero };
        long start = time.GetTimestamp();
        string host = step.Host?.Resolve(variables) ?? target.Address.IdnHost;
        var meter = new ConnectionMeter(new RequestClock(time), time) { DnsStart = start };
        IPAddress address;
        try
        {
            address = connector.Allowed(host, await connector.LookUpAsync(host, meter, deadline.Token).ConfigureAwait(false), port: 0)[0];
        }
        catch (Exception e) when (e is DialException or OperationCanceledException)
        {
            Fault fault = Fault.Of(e, DialStage.Dns, deadline);
            return result with { Outcome = fault.Outcome, Detail = variables.Redact(fault.Detail), Duration = time.GetElapsedTime(start) };
        }

        long looked = time.GetTimestamp();
        if (PingSocket.Open(address.AddressFamily) is not { } socket) return result with { Outcome = Outcome.PermissionMissing, Detail = "this user may not send pings: allow its group in net.ipv4.ping_group_range, or grant CAP_NET_RAW" };
        using (socket)
        {
            List<TimeSpan?> trips = await PingAsync(socket, address, step, deadline).ConfigureAwait(false);
            TimeSpan duration = time.GetElapsedTime(start);
            PingFigures figures = Pings.Figures(trips);
            Fault? fault = deadline.Stopped ? new Fault(Outcome.Cancelled, "stopped while pinging")
                : figures.Loss > step.MaxLoss ? new Fault(Outcome.PacketLoss, $"{figures.Received} of {figures.Sent} answered, {figures.Loss:P0} lost; expected at most {step.MaxLoss:P0}")
                : figures.Mean > step.Within ? new Fault(Outcome.TooSlow, $"mean round trip {Durations.Text(figures.Mean.Value)}, expected within {Durations.Text(step.Within.Value)}")
                : null;
            return result with
            {
                Outcome = fault?.Outcome ?? Outcome.Ok,
                Detail = fault is { } told ? variables.Redact(told.Detail) : null,
                Duration = duration,
                Phases = new Phases { Dns = meter.LookedUp ? time.GetElapsedTime(start, looked) : null, Wait = trips.Aggregate((TimeSpan?)null, (sum, trip) => trip is null ? sum : (sum ?? TimeSpan.Zero) + trip) },
                Remote = new IPEndPoint(address, 0),
                Ping = figures,
            };
        }
    }

    private async Task<List<TimeSpan?>> PingAsync(Socket socket, IPAddress address, IcmpStep step, Deadline deadline)
    {
        var trips = new List<TimeSpan?>();
        byte[] packet = new byte[64];
        byte[] answer = new byte[1500];
        TimeSpan share = deadline.Allowed / step.Count;
        ushort id = (ushort)Random.Shared.Next(1, ushort.MaxValue);
        for (ushort sequence = 1; sequence <= step.Count && !deadline.Token.IsCancellationRequested; sequence++)
        {
            Echo.Write(packet, address.AddressFamily, id, sequence);
            using var late = new CancellationTokenSource(share < TimeSpan.FromSeconds(1) ? share : TimeSpan.FromSeconds(1), time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, deadline.Token);
            long sent = time.GetTimestamp();
            TimeSpan? trip = null;
            try
            {
                await socket.SendToAsync(packet, new IPEndPoint(address, 0), either.Token).ConfigureAwait(false);
                while (trip is null)
                {
                    int length = await socket.ReceiveAsync(answer, either.Token).ConfigureAwait(false);
                    if (Echo.Answers(answer.AsSpan(0, length), socket, sequence, id)) trip = time.GetElapsedTime(sent);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // No answer in time, or an unreachable host: this packet is lost, which is what is counted.
            }

            trips.Add(trip);
            TimeSpan rest = step.Interval - time.GetElapsedTime(sent);
            if (sequence < step.Count && rest > TimeSpan.Zero) await Task.Delay(rest, time, deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return trips;
    }
}
