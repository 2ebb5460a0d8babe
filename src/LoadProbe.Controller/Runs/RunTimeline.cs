namespace LoadProbe.Controller;

/// <summary>A run's way through its states, from the last look before it on. What <see cref="RunTransitions"/> does not allow is a bug of ours.</summary>
internal sealed class RunTimeline
{
    private const string Controller = "controller";

    private readonly TimeProvider _time;
    private readonly List<RunMove> _moves;

    public RunTimeline(TimeProvider time)
    {
        _time = time;
        _moves = [new RunMove(RunState.Preflight, time.GetUtcNow(), Controller, "")];
    }

    public RunState State => _moves[^1].State;

    /// <summary>It was stopped: it goes the other way to its end.</summary>
    public bool IsStopped { get; private set; }

    public IReadOnlyList<RunMove> Moves => _moves;

    public void Move(RunState to, string why = "", string by = Controller)
    {
        if (!RunTransitions.Allows(State, to, IsStopped)) throw new InvalidOperationException($"a run that is {State.Words()}{(IsStopped ? ", stopped," : "")} cannot become {to.Words()}");
        IsStopped |= to == RunState.Aborting;
        _moves.Add(new RunMove(to, _time.GetUtcNow(), by, why));
    }
}
