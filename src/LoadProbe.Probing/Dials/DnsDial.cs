using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LoadProbe.Probing;

/// <summary>DNS steps: one question over UDP, over TCP when the answer did not fit.</summary>
internal sealed class DnsDial(Connector connector, TimeProvider time)
{
    public async Task<StepResult> RunAsync(DnsStep step, Variables variables, TimeSpan allowed, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        DateTimeOffset started = time.GetUtcNow();
        long start = time.GetTimestamp();
        var result = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = started, Duration = TimeSpan.Zero };
        string name = step.Question.Resolve(variables);
        if (!DnsMessage.IsName(name)) return result with { Outcome = Outcome.AgentFault, Detail = $"\"{name}\" is not a name that can be asked for" };
        if (Server(step, variables) is not { } server) return result with { Outcome = Outcome.AgentFault, Detail = "no name server: say server, or configure one on this machine" };
        if (connector.Refusal(server, isOurs: step.Server is null) is { } refusal) return result with { Outcome = refusal.Outcome, Detail = variables.Redact(refusal.Detail) };

        ushort id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        byte[] question = DnsMessage.Question(id, name, step.Type);
        DnsMessage? answer = null;
        Fault? fault = null;
        long sent = 0;
        try
        {
            using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(server, deadline.Token).ConfigureAwait(false);
            await socket.SendAsync(question, deadline.Token).ConfigureAwait(false);
            sent = time.GetTimestamp();
            answer = await ReceiveAsync(socket, id, deadline.Token).ConfigureAwait(false);
            if (answer.Truncated) answer = await OverTcpAsync(server, question, deadline.Token).ConfigureAwait(false) ?? answer;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            fault = e is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? new Fault(Outcome.ConnectRefused, $"nothing answers at {server}") : Fault.Of(e, DialStage.Wait, deadline);
        }

        long end = time.GetTimestamp();
        TimeSpan duration = time.GetElapsedTime(start, end);
        fault ??= Check(step, answer!, duration, variables);
        return result with
        {
            Outcome = fault?.Outcome ?? Outcome.Ok,
            Detail = fault is { } told ? variables.Redact(told.Detail) : null,
            Duration = duration,
            Phases = new Phases { Send = sent == 0 ? null : time.GetElapsedTime(start, sent), Wait = sent == 0 ? null : time.GetElapsedTime(sent, end) },
            Remote = server,
            BytesSent = sent == 0 ? 0 : question.Length,
            Answers = answer?.Answers ?? [],
        };
    }

    private static Fault? Check(DnsStep step, DnsMessage answer, TimeSpan duration, Variables variables)
    {
        if (answer.ResponseCode != step.ResponseCode) return new Fault(Outcome.AnswerMismatch, $"response code {answer.ResponseCode}, expected {step.ResponseCode}");
        if (step.ResponseCode == 0 && answer.Answers.Count == 0) return new Fault(Outcome.AnswerMismatch, $"no {step.Type.ToString().ToUpperInvariant()} record");
        if (step.Genuine?.Fault(answer.Answers) is { } hijacked) return new Fault(Outcome.Hijacked, hijacked);
        if (step.Answer is { } match && !answer.Answers.Any(a => match.Fault(a, variables) is null))
        {
            return new Fault(Outcome.AnswerMismatch, $"answers {string.Join(", ", answer.Answers)}: {match.Fault(answer.Answers.FirstOrDefault() ?? "", variables)}");
        }

        return Fault.Late(duration, step.Within);
    }

    private static async Task<DnsMessage> ReceiveAsync(Socket socket, ushort id, CancellationToken token)
    {
        byte[] buffer = new byte[4096];
        while (true)
        {
            int length = await socket.ReceiveAsync(buffer, token).ConfigureAwait(false);
            if (DnsMessage.Parse(buffer.AsSpan(0, length)) is { } answer && answer.Id == id) return answer;
        }
    }

    private static async Task<DnsMessage?> OverTcpAsync(IPEndPoint server, byte[] question, CancellationToken token)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, token).ConfigureAwait(false);
        await using var stream = new NetworkStream(socket);
        byte[] framed = new byte[question.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)question.Length);
        question.CopyTo(framed, 2);
        await stream.WriteAsync(framed, token).ConfigureAwait(false);
        byte[] length = new byte[2];
        await stream.ReadExactlyAsync(length, token).ConfigureAwait(false);
        byte[] answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, token).ConfigureAwait(false);
        return DnsMessage.Parse(answer);
    }

    private static IPEndPoint? Server(DnsStep step, Variables variables)
    {
        if (step.Server is not null) return Endpoint.TryParse(step.Server.Resolve(variables), 53, out Endpoint said) && IPAddress.TryParse(said.Host, out IPAddress? address) ? new IPEndPoint(address, said.Port) : null;
        const string configured = "/etc/resolv.conf";
        if (!File.Exists(configured)) return null;
        foreach (string line in File.ReadLines(configured))
        {
            string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && words[0] == "nameserver" && IPAddress.TryParse(words[1], out IPAddress? system)) return new IPEndPoint(system, 53);
        }

        return null;
    }
}
