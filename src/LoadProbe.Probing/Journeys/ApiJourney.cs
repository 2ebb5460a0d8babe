using System.Net;

namespace LoadProbe.Probing;

/// <summary>
/// Runs a journey of API steps and network dials as one customer: its own cookies and variables, steps in order, the
/// first failure ends it. Dialled and pressed by the same code.
/// </summary>
public sealed class ApiJourney(Journey journey, HttpConnections connections, TimeProvider time, bool withTcpInfo = false)
{
    private readonly SocketDial _sockets = new(journey.Target, time);
    private readonly DnsDial _dns = new(journey.Target, time);
    private readonly IcmpDial _icmp = new(journey.Target, time);

    /// <summary>Runs it once. Never throws for what the target does; being stopped gives <see cref="Outcome.Cancelled"/>.</summary>
    public Task<JourneyResult> RunAsync(Variables variables, CancellationToken token) => RunAsync(variables, CancellationToken.None, token);

    /// <summary>The same, with a gentler stop: after <paramref name="noMoreSteps"/> the step under way may end, and none begins.</summary>
    public async Task<JourneyResult> RunAsync(Variables variables, CancellationToken noMoreSteps, CancellationToken token)
    {
        var http = new HttpDial(connections, journey.Target, new CookieContainer(), withTcpInfo, time);
        DateTimeOffset started = time.GetUtcNow();
        long start = time.GetTimestamp();
        var results = new List<StepResult>(journey.Steps.Count);
        bool failed = false;
        foreach (Step step in journey.Steps)
        {
            if (failed)
            {
                results.Add(NotRun(step, Outcome.Skipped, "an earlier step failed"));
                continue;
            }

            if (noMoreSteps.IsCancellationRequested || token.IsCancellationRequested)
            {
                failed = true;
                results.Add(NotRun(step, Outcome.Cancelled, "stopped before it began"));
                continue;
            }

            if (results.Count > 0 && journey.Think > TimeSpan.Zero) await Task.Delay(journey.Think, time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            TimeSpan left = journey.Timeout - time.GetElapsedTime(start);
            TimeSpan allowed = step.Timeout is { } own && own < left ? own : left;
            StepResult result = step switch
            {
                HttpStep s => await http.RunAsync(s, variables, allowed, token).ConfigureAwait(false),
                TcpStep s => await _sockets.RunAsync(s, variables, allowed, token).ConfigureAwait(false),
                TlsStep s => await _sockets.RunAsync(s, variables, allowed, token).ConfigureAwait(false),
                DnsStep s => await _dns.RunAsync(s, variables, allowed, token).ConfigureAwait(false),
                IcmpStep s => await _icmp.RunAsync(s, variables, allowed, token).ConfigureAwait(false),
                _ => throw new InvalidOperationException($"step {step.Name} is a browser's"),
            };
            failed = result.Outcome != Outcome.Ok;
            results.Add(result);
        }

        return JourneyResult.Of(started, time.GetElapsedTime(start), results);
    }

    private StepResult NotRun(Step step, Outcome outcome, string why) =>
        new() { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = outcome, Detail = why, Started = time.GetUtcNow(), Duration = TimeSpan.Zero };
}
