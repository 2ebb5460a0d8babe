using LoadProbe.Probing;

namespace LoadProbe.Agent;

/// <summary>Takes back what journeys have written, one after the other, over connections of its own.</summary>
internal sealed class Cleaner : IDisposable
{
    private const int Tries = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private readonly HttpConnections _connections;
    private readonly (Journey Journey, ApiJourney Run)[] _journeys;
    private readonly ISecretStore _secrets;
    private readonly TimeProvider _time;
    private readonly CancellationToken _token;

    public Cleaner(Scenario scenario, PressureMark? mark, Egress? egress, ISecretStore secrets, TimeProvider time, CancellationToken token)
    {
        (_secrets, _time, _token) = (secrets, time, token);
        _connections = new HttpConnections(scenario.Target, time, secrets: secrets, egress: egress, mark: mark);
        _journeys = [.. scenario.After.Cleanup.Select(j => (j, new ApiJourney(j, _connections, time, token)))];
    }

    /// <summary>Null when all of its journeys went well, else why the last try did not.</summary>
    public async Task<string?> CleanAsync(OutboxEntry entry)
    {
        string? fault = null;
        TimeSpan pause = FirstPause;
        for (int tried = 0; tried < Tries; tried++)
        {
            if (tried > 0) await Task.Delay(pause, _time, _token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (tried > 0) pause *= 2;
            fault = await TryAsync(entry).ConfigureAwait(false);
            if (fault is null || _token.IsCancellationRequested) break;
        }

        return fault;
    }

    public void Dispose()
    {
        foreach ((_, ApiJourney run) in _journeys) run.Dispose();
        _connections.Dispose();
    }

    private async Task<string?> TryAsync(OutboxEntry entry)
    {
        foreach ((Journey journey, ApiJourney run) in _journeys)
        {
            Variables variables = Variables.For(journey, entry.Run, _secrets, _time);
            foreach ((string name, string value) in entry.Values) variables[name] = value;
            JourneyResult result = await run.RunAsync(variables).ConfigureAwait(false);
            if (result.Outcome != Outcome.Ok) return $"{journey.Name}: {result.Detail ?? result.Outcome.Word()}";
        }

        return null;
    }
}
