namespace LoadProbe.Cli;

/// <summary>What the program says to its caller when it ends.</summary>
internal static class ExitCode
{
    public const int Pass = 0;
    public const int Fail = 1;
    public const int Usage = 2;
    public const int Stopped = 3;
    public const int Invalid = 4;
    public const int Environment = 5;
    public const int Interrupted = 130;

    /// <summary>That of a probe's result.</summary>
    public static int Of(ProbeResult result) => result.Journey.Outcome switch
    {
        Outcome.Cancelled => Interrupted,
        var outcome when outcome.IsEnvironment() => Environment,
        var outcome => Of(outcome.Verdict()),
    };

    public static int Of(Verdict verdict) => verdict switch
    {
        Verdict.Pass => Pass,
        Verdict.Fail => Fail,
        _ => Invalid,
    };
}
