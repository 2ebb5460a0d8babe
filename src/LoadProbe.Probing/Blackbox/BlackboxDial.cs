namespace LoadProbe.Probing;

/// <summary>Dials what a request for a probe names, once, by its module. Whatever goes wrong is in the figures and the log.</summary>
public static class BlackboxDial
{
    /// <summary>Whether the probe succeeded.</summary>
    /// <exception cref="OperationCanceledException">Whoever asked no longer waits.</exception>
    public static async Task<bool> RunAsync(BlackboxCall call, CancellationToken token)
    {
        long start = call.Time.GetTimestamp();
        call.Log.Say($"Beginning probe: prober {call.Module.Prober.ToString().ToLowerInvariant()}, timeout {Durations.Text(call.Allowed)}");
        call.Figures.Set("probe_timeout_seconds", "Returns the timeout of the probe in seconds", call.Allowed.TotalSeconds);
        bool success;
        using (var deadline = new Deadline(call.Allowed, call.Time, token))
        {
            try
            {
                success = await ProbeAsync(call, deadline.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                success = call.Fail($"Not done within {Durations.Text(call.Allowed)}");
            }
        }

        TimeSpan took = call.Time.GetElapsedTime(start);
        call.Figures.Set("probe_success", "Displays whether or not the probe was a success", success ? 1 : 0);
        call.Figures.Set("probe_duration_seconds", "Returns how long the probe took to complete in seconds", took.TotalSeconds);
        call.Log.Say($"Probe {(success ? "succeeded" : "failed")} after {Durations.Text(took)}");
        return success;
    }

    private static Task<bool> ProbeAsync(BlackboxCall call, CancellationToken token) => call.Module.Prober switch
    {
        BlackboxProber.Http => BlackboxHttp.RunAsync(call, token),
        BlackboxProber.Dns => BlackboxDns.RunAsync(call, token),
        BlackboxProber.Grpc => BlackboxGrpc.RunAsync(call, token),
        BlackboxProber.Icmp => BlackboxIcmp.RunAsync(call, token),
        BlackboxProber.Tcp => BlackboxTcp.RunAsync(call, token),
        BlackboxProber.Unix => BlackboxUnix.RunAsync(call, token),
        BlackboxProber.WebSocket => BlackboxWebSocket.RunAsync(call, token),
        _ => throw new InvalidOperationException($"prober {call.Module.Prober}"),
    };
}
