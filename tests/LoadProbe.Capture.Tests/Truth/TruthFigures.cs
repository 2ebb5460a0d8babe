namespace LoadProbe.Capture.Tests;

/// <summary>What was and what was said of it, LoadProbe's word beside tshark's.</summary>
internal sealed record TruthFigures(LinkFaults Faults, Sides<long> Dropped, Sides<long> OurLost, Sides<long> TheirLost, Told Holes, Told Numbers, Errors Rtt, Errors ServerTime, int Answers)
{
    /// <summary>Segments by which each is wrong, both directions.</summary>
    public (long Ours, long Theirs) LossErrors => (Wrong(OurLost), Wrong(TheirLost));

    private long Wrong(Sides<long> said) => Math.Abs(said.Client - Dropped.Client) + Math.Abs(said.Server - Dropped.Server);
}

/// <summary>Losses of the server that were told, were not, and were told of none; connection by connection.</summary>
internal readonly record struct Told(long Right, long Untold, long False)
{
    public Told With(long dropped, long said) => new(Right + Math.Min(dropped, said), Untold + Math.Max(0, dropped - said), False + Math.Max(0, said - dropped));

    public static Told operator +(Told a, Told b) => new(a.Right + b.Right, a.Untold + b.Untold, a.False + b.False);
}

/// <summary>Sums of absolute errors over those of which both say something.</summary>
internal readonly record struct Errors(int Count, TimeSpan Ours, TimeSpan Theirs)
{
    public Errors With(TimeSpan truth, TimeSpan? ours, TimeSpan? theirs) =>
        ours is { } o && theirs is { } t ? new Errors(Count + 1, Ours + (o - truth).Duration(), Theirs + (t - truth).Duration()) : this;

    public static Errors operator +(Errors a, Errors b) => new(a.Count + b.Count, a.Ours + b.Ours, a.Theirs + b.Theirs);
}
