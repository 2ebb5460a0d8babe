using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LoadProbe.Probing;

/// <summary>DNS steps: one question, over what the step says, and its answer held against what is expected.</summary>
internal sealed class DnsDial(HttpConnections connections, TimeProvider time)
{
    public async Task<StepResult> RunAsync(DnsStep step, Variables variables, TimeSpan allowed, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        var result = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = time.GetUtcNow(), Duration = TimeSpan.Zero };
        string name = step.Question.Resolve(variables);
        if (!DnsQuestion.IsName(name)) return result with { Outcome = Outcome.AgentFault, Detail = variables.Redact($"\"{name}\" is not a name that can be asked for") };
        return step.Over == DnsWay.Https
            ? await OverHttpsAsync(step, name, result, variables, deadline).ConfigureAwait(false)
            : await ByAddressAsync(step, name, result, variables, deadline).ConfigureAwait(false);
    }

    private async Task<StepResult> ByAddressAsync(DnsStep step, string name, StepResult result, Variables variables, Deadline deadline)
    {
        if (Server(step, variables) is not { } server) return result with { Outcome = Outcome.AgentFault, Detail = "no name server: say server, or configure one on this machine" };
        byte[] question = DnsQuestion.Write((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), name, step.Type, step.Dnssec);
        var exchange = new DnsExchange(connections.Connector, step, server, time);
        DnsAnswer? answer = null;
        Fault? fault = null;
        long start = time.GetTimestamp();
        try
        {
            answer = await exchange.RunAsync(question, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            fault = e is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? new Fault(Outcome.ConnectRefused, $"nothing answers at {exchange.Remote}") : Fault.Of(e, exchange.Stage, deadline);
        }

        long end = time.GetTimestamp();
        return Told(step, answer, fault, time.GetElapsedTime(start, end), variables, result with
        {
            Phases = exchange.Phases(end),
            Remote = exchange.Remote,
            BytesSent = exchange.BytesSent,
            BytesReceived = exchange.BytesReceived,
            Tls = exchange.Tls,
        });
    }

    private async Task<StepResult> OverHttpsAsync(DnsStep step, string name, StepResult result, Variables variables, Deadline deadline)
    {
        if (!Uri.TryCreate(step.Server?.Resolve(variables), UriKind.Absolute, out Uri? url) || url.Scheme is not ("https" or "http")) return result with { Outcome = Outcome.AgentFault, Detail = variables.Redact($"\"{step.Server}\" did not become an https address") };
        // With the same id each time the answer may come from a cache on the way (RFC 8484, 4.1).
        byte[] question = DnsQuestion.Write(0, name, step.Type, step.Dnssec);
        long start = time.GetTimestamp();
        (DnsAnswer? answer, Fault? fault) = await new DnsOverHttps(connections, time).AskAsync(url, question, step.Effect, deadline).ConfigureAwait(false);
        long end = time.GetTimestamp();
        RequestClock clock = connections.Clock;
        clock.End();
        TimeSpan duration = time.GetElapsedTime(start, end);
        return clock.Onto(Told(step, answer, fault, duration, variables, result with { Phases = clock.Phases(end), HttpVersion = answer is null ? null : "2" }), null);
    }

    private static StepResult Told(DnsStep step, DnsAnswer? answer, Fault? fault, TimeSpan duration, Variables variables, StepResult result)
    {
        if (answer is not null) fault ??= DnsChecks.Check(step, answer, variables) ?? Fault.Late(duration, step.Within);
        return result with
        {
            Outcome = fault?.Outcome ?? Outcome.Ok,
            Detail = fault is { } told ? variables.Redact(told.Detail) : null,
            Duration = duration,
            Answers = DnsChecks.Answers(answer),
        };
    }

    private static Endpoint? Server(DnsStep step, Variables variables)
    {
        int port = step.Over == DnsWay.Tls ? 853 : 53;
        if (step.Server is not null) return Endpoint.TryParse(step.Server.Resolve(variables), port, out Endpoint said) ? said : null;
        const string configured = "/etc/resolv.conf";
        if (!File.Exists(configured)) return null;
        foreach (string line in File.ReadLines(configured))
        {
            string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && words[0] == "nameserver" && IPAddress.TryParse(words[1], out IPAddress? system)) return new Endpoint(system.ToString(), port);
        }

        return null;
    }
}
