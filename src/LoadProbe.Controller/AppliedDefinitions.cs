using System.Text;
using LoadProbe.Definitions;

namespace LoadProbe.Controller;

/// <summary>
/// Puts definitions that somebody sent in the place of those that are there, all of them or none, and keeps them in the store:
/// another controller on it takes them over within a second, a restarted one as it starts.
/// </summary>
public sealed class AppliedDefinitions : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Controller _controller;
    private readonly SentFiles _sent;
    private readonly IBundles? _bundles;
    private readonly Action<string> _tell;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Recurring _looking;
    private DateTimeOffset? _applied;

    /// <param name="controller">Whose probes and scenarios they become.</param>
    /// <param name="sent">Reads the files.</param>
    /// <param name="bundles">Packs them as they were checked; null = in one process nothing is packed.</param>
    /// <param name="tell">Told what a person should know.</param>
    /// <param name="time">The clock.</param>
    public AppliedDefinitions(Controller controller, SentFiles sent, IBundles? bundles, Action<string> tell, TimeProvider time)
    {
        (_controller, _sent, _bundles, _tell, _time) = (controller, sent, bundles, tell, time);
        _looking = new Recurring(LookAsync, LookEvery, time);
    }

    /// <summary>Uses what was applied last, if it is not in use already.</summary>
    public async Task LookAsync(CancellationToken token)
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            if (await _controller.Store.Definitions.AppliedAsync(token).ConfigureAwait(false) is not { } applied || applied == _applied) return;
            if (await _controller.Store.Definitions.ReadAsync(token).ConfigureAwait(false) is not { } files) return;
            _applied = files.At;
            _tell($"using the definitions that {files.Who} applied at {files.At.Rfc3339()}, in the place of all others");
            // They were good when they were applied; another program may see it otherwise, and uses what it can.
            foreach (Mistake mistake in Use(files.Files)) _tell($"{mistake}");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Applies these: from now on they are the only ones.</summary>
    /// <returns>Every mistake; when there is one, nothing has changed.</returns>
    public async Task<IReadOnlyList<Mistake>> ApplyAsync(string who, IReadOnlyList<SentFile> files, CancellationToken token)
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            var applied = new AppliedFiles(Later(_time.GetUtcNow()), who, files);
            (IReadOnlyList<Probe> probes, IReadOnlyList<Scenario> scenarios, IReadOnlyList<Mistake> mistakes, AlertRules? alerts) = Load(files, strict: true);
            if (mistakes.Count > 0) return mistakes;
            await _controller.Store.Definitions.SaveAsync(applied, token).ConfigureAwait(false);
            _applied = applied.At;
            Use(probes, scenarios, alerts);
            return [];
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _looking.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private IReadOnlyList<Mistake> Use(IReadOnlyList<SentFile> files)
    {
        (IReadOnlyList<Probe> probes, IReadOnlyList<Scenario> scenarios, IReadOnlyList<Mistake> mistakes, AlertRules? alerts) = Load(files, strict: false);
        Use(probes, scenarios, alerts);
        return mistakes;
    }

    private (IReadOnlyList<Probe> Probes, IReadOnlyList<Scenario> Scenarios, IReadOnlyList<Mistake> Mistakes, AlertRules? Alerts) Load(IReadOnlyList<SentFile> files, bool strict) =>
        _sent.Load([.. files.Select(f => new BundledFile(f.Path, Encoding.UTF8.GetBytes(f.Content)))], strict);

    private void Use(IReadOnlyList<Probe> probes, IReadOnlyList<Scenario> scenarios, AlertRules? alerts)
    {
        foreach (Scenario scenario in scenarios) _bundles?.Pack(scenario, out _);
        _bundles?.Pack(probes, out _);
        _controller.Scenarios = scenarios;
        _controller.Alerts = alerts;
        _controller.Apply([.. probes.Where(p => p.Every is not null)]);
    }

    // The store keeps whole microseconds, and each application is another than the one before.
    private DateTimeOffset Later(DateTimeOffset now) => Micros.Instant(Math.Max(Micros.Of(now), _applied is { } before ? Micros.Of(before) + 1 : 0));
}
