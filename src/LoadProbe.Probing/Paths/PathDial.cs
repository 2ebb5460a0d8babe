using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>Path steps: a traceroute on sockets of our own, all of whose packets are one flow.</summary>
internal sealed class PathDial(Target target, Connector connector, TimeProvider time)
{
    private const int UdpPort = 33_434;

    public async Task<StepResult> RunAsync(PathStep step, Variables variables, TimeSpan allowed, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        long start = time.GetTimestamp();
        var result = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = time.GetUtcNow(), Duration = TimeSpan.Zero };
        string host = step.Host?.Resolve(variables) ?? target.Address.IdnHost;
        var meter = new ConnectionMeter(new RequestClock(time), time) { DnsStart = start };
        try
        {
            int port = step.By switch { PathProtocol.Icmp => 0, _ when step.Port > 0 => step.Port, PathProtocol.Udp => UdpPort, _ => target.Address.Port };
            IPAddress address = connector.Allowed(host, await connector.LookUpAsync(host, meter, deadline.Token).ConfigureAwait(false), port)[0];
            result = result with { Phases = new Phases { Dns = meter.LookedUp ? time.GetElapsedTime(start) : null }, Remote = new IPEndPoint(address, port) };
            using PathSocket socket = PathSocket.Open(step.By, address, port) ?? throw new DialException(Outcome.PermissionMissing, "this user may not trace paths: answers of routers come to raw sockets only, so grant CAP_NET_RAW");
            var trace = new PathTrace(socket, step, time);
            PathFigures path = await trace.RunAsync(deadline.Token).ConfigureAwait(false);
            Fault? fault = Judge(step, path, trace.Rounds, host, deadline);
            return result with { Outcome = fault?.Outcome ?? Outcome.Ok, Detail = fault is { } told ? variables.Redact(told.Detail) : null, Duration = time.GetElapsedTime(start), Path = path };
        }
        catch (Exception e) when (e is DialException or OperationCanceledException or SocketException)
        {
            Fault fault = e is SocketException ? new Fault(Outcome.SendFailed, $"no way to {host}: {e.Message}") : Fault.Of(e, DialStage.Dns, deadline);
            return result with { Outcome = fault.Outcome, Detail = variables.Redact(fault.Detail), Duration = time.GetElapsedTime(start) };
        }
    }

    private static Fault? Judge(PathStep step, PathFigures path, int rounds, string host, Deadline deadline)
    {
        if (deadline.Stopped) return new Fault(Outcome.Cancelled, "stopped while tracing the path");
        if (rounds < step.Count) return new Fault(Outcome.WaitTimedOut, $"timed out after {Durations.Text(deadline.Allowed)} in round {rounds + 1} of {step.Count}");
        PathHop? last = path.Hops.LastOrDefault(h => h.Received > 0);
        if (!path.Reached)
        {
            return new Fault(Outcome.PacketLoss, last is null
                ? $"{host} did not answer, nor did anybody on the way to it"
                : $"{host} did not answer: the last that did is hop {last.Ttl}, {last.Addresses[0]}{(last.Unreachable is { } why ? $", which says: {why}" : "")}");
        }

        if (path.Loss > step.MaxLoss) return new Fault(Outcome.PacketLoss, $"{last!.Received} of {last.Sent} answered, {path.Loss:P0} lost from hop {path.LossFrom} on ({Who(path, path.LossFrom!.Value)}); expected at most {step.MaxLoss:P0}");
        return last!.Mean > step.Within ? new Fault(Outcome.TooSlow, $"mean round trip {Durations.Text(last.Mean.Value)}, expected within {Durations.Text(step.Within.Value)}") : null;
    }

    private static string Who(PathFigures path, int ttl) => path.Route[ttl - 1]?.ToString() ?? "silent";
}
