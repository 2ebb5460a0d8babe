namespace LoadProbe.Link;

/// <summary>What is said where. The version is in the name, so that two can live side by side.</summary>
internal static class Subjects
{
    /// <summary>Where the controller hears answers; no agent's name can be that.</summary>
    public const string ControllerInbox = "_CONTROLLER";

    public const string Clock = "lp.v1.ctl.clock";
    public const string Snapshots = "LP_SNAP";
    public const string Results = "LP_RES";
    public const string Attachments = "LP_ATT";
    public const string AllBeats = "lp.v1.hb.*";
    public const string AllSkips = "lp.v1.skip.*";
    public const string AllAcks = "lp.v1.run.*.ack.*";
    public const string AllLive = "lp.v1.live.*.*";
    public const string AllSnapshots = "lp.v1.snap.*.*";
    public const string AllResults = "lp.v1.res.*";
    public const string AllAttachments = "lp.v1.att.*";

    public static string Beat(string agent) => $"lp.v1.hb.{agent}";

    public static string Skip(string agent) => $"lp.v1.skip.{agent}";

    public static string Command(string agent) => $"lp.v1.cmd.{agent}";

    public static string Ack(string run, string agent) => $"lp.v1.run.{run}.ack.{agent}";

    public static string Lease(string run, string agent) => $"lp.v1.run.{run}.lease.{agent}";

    public static string AllLeases(string agent) => $"lp.v1.run.*.lease.{agent}";

    public static string Snapshot(string run, string agent) => $"lp.v1.snap.{run}.{agent}";

    /// <summary>The same snapshot, said once, for whoever watches the run now.</summary>
    public static string Live(string run, string agent) => $"lp.v1.live.{run}.{agent}";

    public static string Result(string agent) => $"lp.v1.res.{agent}";

    public static string Attachment(string agent) => $"lp.v1.att.{agent}";

    public static string Renew(string agent) => $"lp.v1.renew.{agent}";

    public static string Join(string invitation) => $"lp.v1.join.{invitation}";

    /// <summary>Where an agent hears answers.</summary>
    public static string Inbox(string agent) => $"_INBOX.{agent}";

    /// <summary>Where somebody who is invited hears the answer.</summary>
    public static string JoinInbox(string invitation) => $"_JOIN.{invitation}";

    /// <summary>Who speaks: the last word of every subject that an agent uses.</summary>
    public static string Agent(string subject) => subject[(subject.LastIndexOf('.') + 1)..];

    /// <summary>Whether a name can be a word of a subject: letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static bool IsWord(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
