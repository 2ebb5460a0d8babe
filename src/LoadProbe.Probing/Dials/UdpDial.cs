using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>UDP steps: one datagram, and the one that answers it. That nobody listens is known when the other end says so (ICMP).</summary>
internal sealed class UdpDial(Target target, Connector connector, TimeProvider time)
{
    private const int Longest = 65_507;

    public async Task<StepResult> RunAsync(UdpStep step, Variables variables, TimeSpan allowed, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        var result = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = time.GetUtcNow(), Duration = TimeSpan.Zero };
        if (!Endpoint.TryResolve(step.Address, target, variables, out Endpoint endpoint, out string? bad)) return result with { Outcome = Outcome.AgentFault, Detail = bad };
        if (Bytes(step, variables) is not { Length: <= Longest } datagram) return result with { Outcome = Outcome.AgentFault, Detail = $"\"{step.Send}\" did not become a datagram{(step.IsHex ? " of hexadecimal digits" : "")}" };

        var meter = new ConnectionMeter(new RequestClock(time), time);
        long start = time.GetTimestamp(), found = 0, sent = 0;
        Fault? fault = null;
        var heard = new Heard();
        IPEndPoint? to = null;
        try
        {
            IPAddress[] addresses = await connector.LookUpAsync(endpoint.Host, meter, deadline.Token).ConfigureAwait(false);
            to = new IPEndPoint(connector.Allowed(endpoint.Host, addresses, endpoint.Port)[0], endpoint.Port);
            found = time.GetTimestamp();
            using var socket = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(to, deadline.Token).ConfigureAwait(false);
            await socket.SendAsync(datagram, deadline.Token).ConfigureAwait(false);
            sent = time.GetTimestamp();
            await ListenAsync(step, socket, variables, heard, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            fault = e switch
            {
                SocketException { SocketErrorCode: SocketError.ConnectionRefused } => new Fault(Outcome.ConnectRefused, $"nobody listens at {to}"),
                SocketException socket => new Fault(sent == 0 ? SocketFaults.Connecting(socket.SocketErrorCode) : Outcome.ConnectionClosed, $"no way to {to}: {socket.Message}"),
                _ => Fault.Of(e, found == 0 ? DialStage.Dns : DialStage.Wait, deadline),
            };
            if (heard.Unfit is { } unfit && fault.Value.Outcome == Outcome.WaitTimedOut) fault = new Fault(Outcome.AnswerMismatch, $"{fault.Value.Detail}; the first answer: {unfit}");
        }

        long end = time.GetTimestamp();
        TimeSpan duration = time.GetElapsedTime(start, end);
        fault ??= Fault.Late(duration, step.Within);
        return result with
        {
            Outcome = fault?.Outcome ?? Outcome.Ok,
            Detail = fault is { } told ? variables.Redact(told.Detail) : null,
            Duration = duration,
            Phases = new Phases
            {
                Dns = meter.LookedUp ? time.GetElapsedTime(start, found == 0 ? end : found) : null,
                Send = sent == 0 ? null : time.GetElapsedTime(found, sent),
                Wait = sent == 0 ? null : time.GetElapsedTime(sent, end),
            },
            Remote = to,
            BytesSent = sent == 0 ? 0 : datagram.Length,
            BytesReceived = heard.Bytes,
        };
    }

    // A datagram that does not fit may be somebody else's, or a late one: it is passed over.
    private static async Task ListenAsync(UdpStep step, Socket socket, Variables variables, Heard heard, CancellationToken token)
    {
        byte[] buffer = new byte[Longest];
        while (true)
        {
            int length = await socket.ReceiveAsync(buffer, token).ConfigureAwait(false);
            heard.Bytes += length;
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, length);
            string text = step.IsHex ? Convert.ToHexStringLower(bytes) : Encoding.UTF8.GetString(bytes);
            if (step.Answer?.Fault(text, variables) is not { } unfit) return;
            heard.Unfit ??= $"{AnswerChecks.Show(text, variables)}: {unfit}";
        }
    }

    private static byte[]? Bytes(UdpStep step, Variables variables)
    {
        string text = step.Send.Resolve(variables);
        if (!step.IsHex) return Encoding.UTF8.GetBytes(text);
        string digits = text.Replace(" ", "", StringComparison.Ordinal);
        return digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }

    private sealed class Heard
    {
        public long Bytes { get; set; }

        public string? Unfit { get; set; }
    }
}
