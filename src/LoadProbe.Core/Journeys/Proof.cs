namespace LoadProbe.Core;

/// <summary>
/// By what the owner of a target shows that he agrees to be pressed: a token that only he can put there, asked for before a run and during it.
/// Taken away, the run stops.
/// </summary>
/// <param name="Token">What has to be found, 8 to 128 letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Every">How often it is asked for during a run, 1 s to 60 s.</param>
public sealed record Proof(string Token, TimeSpan Every)
{
    /// <summary>Where it is asked for, on the target itself (RFC 8615, well-known URIs): a line of the answer is the token.</summary>
    public const string Path = "/.well-known/loadprobe.txt";

    /// <summary>How often it is asked for at the least, and when nothing else is said.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>How often it can be asked for at the most.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
}
