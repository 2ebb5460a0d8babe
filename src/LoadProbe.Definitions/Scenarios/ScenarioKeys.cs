namespace LoadProbe.Definitions;

/// <summary>The keys of a scenario file.</summary>
internal static class ScenarioKeys
{
    public const int LargestWeight = 10_000;
    public const int MostUsers = 1_000_000;

    private static readonly Key During = new("during", Forms.Duration, "How long it lasts.");
    private static readonly Key FromRate = new("from", Forms.Rate, "Arrivals a second at the start; absent = the rate before.");
    private static readonly Key FromUsers = new("from", Forms.Whole(0, MostUsers), "Users at the start; absent = those before.");

    public static readonly KeyTable Scenario = new("scenario",
        ProbeKeys.Name, ProbeKeys.Description,
        new("target", ProbeKeys.Target.Schema, "Goes before the targets of the journeys; absent = theirs, which must be one."),
        new("mix", $$"""{ "anyOf": [{ "type": "string" }, {{Forms.ListOf(Forms.Text)}}, {{Forms.MapOf(Forms.Whole(1, LargestWeight))}}] }""", "Journey files and their weights; a list = equal weights. Looked for from this folder upwards."),
        new("load", Forms.ListOf(Forms.Table("phase")), "The load profile, phase after phase."),
        new("thresholds", Forms.ListOf(Forms.Text), "What must hold, for instance response p99 < 300ms over 10s, else abort."),
        new("guards", Forms.ListOf(Forms.Text), "What stops the load, for instance probe login-page fails, else abort."),
        new("max_in_flight", Forms.Whole(1, 100_000), "Journeys at once; further arrivals are dropped and counted. Default 2000, or the target's cap if lower."),
        new("drain", Forms.Duration, "How long started journeys may go on after the last arrival; default 5s."),
        ProbeKeys.Variables,
        new("window", Forms.Table("window"), "When it may run."),
        new("after", Forms.Table("after"), "What is done when the load has ended. Checked here; carried out by a later version.")) { Required = ["mix", "load"] };

    public static readonly KeyTable Phase = new("phase",
        new("inject", Forms.Table("inject"), "Open: arrivals at a constant rate."),
        new("ramping_inject", Forms.Table("ramping_inject"), "Open: the rate changes evenly."),
        new("keep_constant", Forms.Table("keep_constant"), "Closed: so many users, each starting again when it is done."),
        new("ramping_constant", Forms.Table("ramping_constant"), "Closed: the number of users changes evenly."),
        new("pause", Forms.Duration, "No load.")) { OneOf = ["inject", "ramping_inject", "keep_constant", "ramping_constant", "pause"] };

    public static readonly KeyTable Inject = new("inject", new("rate", Forms.Rate, "Arrivals a second."), During) { Required = ["rate", "during"] };

    public static readonly KeyTable RampingInject = new("ramping_inject",
        new("to", Forms.Rate, "Arrivals a second at the end."), During, FromRate) { Required = ["to", "during"] };

    public static readonly KeyTable KeepConstant = new("keep_constant",
        new("users", Forms.Whole(1, MostUsers), "How many."), During) { Required = ["users", "during"] };

    public static readonly KeyTable RampingConstant = new("ramping_constant",
        new("to", Forms.Whole(0, MostUsers), "Users at the end."), During, FromUsers) { Required = ["to", "during"] };

    public static readonly KeyTable Window = new("window",
        new("days", """{ "type": ["string", "array"], "items": { "type": "string" }, "examples": ["sat-sun", "all", ["mon", "wed"]] }""", "Days on which it starts; absent = all."),
        new("from", Forms.Text, "Time of day, 22:00."),
        new("to", Forms.Text, "Time of day; before from = on the next day."),
        new("zone", Forms.Text, "IANA time zone, as Asia/Shanghai."),
        new("calendar", Forms.Text, "A calendar of trading days. Accepted here; enforced by a later version.")) { Required = ["from", "to", "zone"] };

    public static readonly KeyTable After = new("after",
        new("cleanup", Forms.Text, "A journey that removes what the load left behind."),
        new("recovered", """{ "type": "object" }""", "What must be back to normal, and within what time."));
}
