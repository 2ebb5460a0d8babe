using System.Text.Json;

namespace LoadProbe.Core;

/// <summary>What an <see cref="Outcome"/> means for the verdict, and how it is written.</summary>
public static class Outcomes
{
    private static readonly string[] Words =
        [.. Enum.GetValues<Outcome>().Select(o => JsonNamingPolicy.SnakeCaseLower.ConvertName(o.ToString()))];

    /// <summary>The outcome as users and programs read it, for instance <c>connect_refused</c>.</summary>
    public static string Word(this Outcome outcome) => Words[(int)outcome];

    /// <summary>Our side could not measure: the target is neither blamed nor praised.</summary>
    public static bool IsOurs(this Outcome outcome) => outcome >= Outcome.Cancelled;

    /// <summary>Something this machine lacks (a browser, a program, a permission) and that a person can mend: exit code 5.</summary>
    public static bool IsEnvironment(this Outcome outcome) => outcome is Outcome.BrowserMissing or Outcome.BrowserFailed or Outcome.PermissionMissing or Outcome.ProgramMissing;

    /// <summary>A deadline passed in some stage.</summary>
    public static bool IsTimeout(this Outcome outcome) => outcome is Outcome.DnsTimedOut or Outcome.ConnectTimedOut
        or Outcome.TlsTimedOut or Outcome.WaitTimedOut or Outcome.ReceiveTimedOut;

    /// <summary>What the outcome of one journey says about the target.</summary>
    public static Verdict Verdict(this Outcome outcome) => outcome switch
    {
        Outcome.Ok => Core.Verdict.Pass,
        _ when outcome.IsOurs() => Core.Verdict.Invalid,
        _ => Core.Verdict.Fail,
    };
}
