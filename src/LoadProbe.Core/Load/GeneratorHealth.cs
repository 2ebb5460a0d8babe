namespace LoadProbe.Core;

/// <summary>How the load generator itself fared in a second.</summary>
/// <param name="CpuFraction">Of all the processors of the machine, 0 to 1.</param>
/// <param name="GcPauseFraction">Share of the time that garbage collection held everything up, 0 to 1.</param>
public readonly record struct GeneratorHealth(double CpuFraction, double GcPauseFraction)
{
    /// <summary>
    /// How long the thread that waited most was ready to run and got no processor, as a share of the second: 0 to 1.
    /// Linux: the run-queue delay of <c>/proc/self/task/*/schedstat</c>.
    /// </summary>
    public double CpuWaitFraction { get; init; }

    /// <summary>Processors that the generator may use: its affinity and its cgroup's quota, whichever is less.</summary>
    public double Processors { get; init; }

    /// <summary>Of <see cref="Processors"/>, 0 to 1: what a pinned or limited generator has used of what it may.</summary>
    public double UseOfAllowed { get; init; }

    /// <summary>Share of the second in which the cgroup's quota held the generator up, 0 to 1.</summary>
    public double ThrottledFraction { get; init; }

    /// <summary>From giving work to the thread pool until it ran, at the worst.</summary>
    public TimeSpan PoolDelay { get; init; }

    /// <summary>Resident memory, bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Open file descriptors, and how many there may be; 0 = not known.</summary>
    public int OpenFiles { get; init; }

    public int FileLimit { get; init; }

    /// <summary>
    /// It had not the processor it needed: it used 95 % of what it may, or what sends waited for half of the second, or
    /// a quota held it up for a quarter of it. Times that such a second measures are its own, not the target's.
    /// </summary>
    public bool IsStarved => UseOfAllowed > 0.95 || CpuWaitFraction > 0.5 || ThrottledFraction > 0.25;

    /// <summary>Figure by figure the worse of two.</summary>
    public GeneratorHealth WorseOf(GeneratorHealth other) => new(Math.Max(CpuFraction, other.CpuFraction), Math.Max(GcPauseFraction, other.GcPauseFraction))
    {
        CpuWaitFraction = Math.Max(CpuWaitFraction, other.CpuWaitFraction),
        Processors = Processors == 0 ? other.Processors : Math.Min(Processors, other.Processors),
        UseOfAllowed = Math.Max(UseOfAllowed, other.UseOfAllowed),
        ThrottledFraction = Math.Max(ThrottledFraction, other.ThrottledFraction),
        PoolDelay = PoolDelay > other.PoolDelay ? PoolDelay : other.PoolDelay,
        MemoryBytes = Math.Max(MemoryBytes, other.MemoryBytes),
        OpenFiles = Math.Max(OpenFiles, other.OpenFiles),
        FileLimit = FileLimit == 0 ? other.FileLimit : FileLimit,
    };
}
