using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Controller;

/// <summary>What a controller, its link and its store tell of themselves, each time that somebody reads the metrics.</summary>
internal sealed class OwnFigures
{
    private readonly Controller _controller;
    private readonly TimeProvider _time;
    private readonly Lock _turn = new();
    private HashSet<string> _present = [];

    private OwnFigures(Controller controller, TimeProvider time) => (_controller, _time) = (controller, time);

    /// <summary>From now on they are in the controller's metrics.</summary>
    public static void Show(Controller controller, TimeProvider time)
    {
        var figures = new OwnFigures(controller, time);
        StoreMetrics store = controller.Metrics.Own.Store;
        controller.Store.Committed += c => store.Committed(c.Results, c.Snapshots, c.Runs, c.Took, c.At);
        controller.Metrics.BeforeReading(figures.AskAsync);
    }

    private async Task AskAsync(CancellationToken token)
    {
        bool answers = await _controller.Store.AnswersAsync(_time, token).ConfigureAwait(false);
        lock (_turn)
        {
            Tell(_controller.Agents);
            Tell(_controller.Link);
            _controller.Metrics.Own.Store.Set(answers, _controller.Store.Waiting, _controller.Store.Dropped);
        }
    }

    private void Tell(IReadOnlyCollection<AgentIdentity> agents)
    {
        foreach (AgentIdentity agent in agents) _controller.Metrics.Joined(agent.Name, agent.Labels);
        HashSet<string> present = [.. agents.Select(a => a.Name)];
        foreach (string gone in _present.Where(a => !present.Contains(a))) _controller.Metrics.Left(gone);
        _present = present;
        _controller.Metrics.Own.Controller.Set(_controller.Epoch, agents.Count);
    }

    private void Tell(LinkState? state)
    {
        LinkMetrics link = _controller.Metrics.Own.Link;
        if (state is null)
        {
            link.Clear();
            return;
        }

        link.Set(state.IsOpen, state.Pending, state.Counts.ByWord());
        foreach (AgentSign sign in state.Signs) link.Set(sign.Agent, sign.Seen, sign is { ClockOffset: { } offset, ClockUncertainty: { } uncertainty } ? (offset, uncertainty) : null, sign.Counts.ByWord());
        link.Keep([.. state.Signs.Select(s => s.Agent)]);
    }
}
