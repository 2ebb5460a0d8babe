namespace LoadProbe.Definitions;

/// <summary>The keys of a scenario file.</summary>
internal static class ScenarioKeys
{
    public const int LargestWeight = 10_000;
    public const int MostAgents = 10_000;
    public const int MostInstances = 1_000;

    private static readonly Key Mix = new("mix", $$"""{ "anyOf": [{ "type": "string" }, {{Forms.ListOf(Forms.Text)}}, {{Forms.MapOf(Forms.Whole(1, LargestWeight))}}] }""", "Journey files and their weights; a list = equal weights. Looked for from this folder upwards.");
    private static readonly Key Load = new("load", Forms.ListOf(Forms.Table("phase")), "The load profile, phase after phase.");

    public static readonly IReadOnlyDictionary<string, ConnectionReuse> ConnectionWords = new Dictionary<string, ConnectionReuse>
    {
        ["per_run"] = ConnectionReuse.PerRun, ["per_user"] = ConnectionReuse.PerUser, ["never"] = ConnectionReuse.Never,
    };

    public static readonly KeyTable Scenario = new("scenario",
        ProbeKeys.Name, ProbeKeys.Description,
        new("target", ProbeKeys.Target.Schema, "Goes before the targets of the journeys; absent = theirs, which must be one."),
        Mix, Load,
        new("tracks", Forms.ListOf(Forms.Table("track")), "Instead of mix and load: several of both, side by side."),
        new("warm_up", Forms.Duration, "Arrivals due before this are sent but are in no figure; default none."),
        new("thresholds", Forms.ListOf(Forms.Text), "What must hold, for instance response p99 < 300ms over 10s, else abort."),
        new("guards", Forms.ListOf(Forms.WordOr("prometheus_guard")), "What stops the load, for instance probe login-page fails, else abort; or a mapping with a question to a Prometheus."),
        new("max_in_flight", Forms.Whole(1, 100_000), "Journeys at once; further arrivals are dropped and counted. Default 2000, or the target's cap if lower."),
        new("think", Forms.DurationOrRange, "Users of closed phases: from one iteration's end to the next one's start, 2s or drawn between two, 1s..3s; default none."),
        new("pace", Forms.Duration, "Users of closed phases: from one iteration's start to the next one's; instead of think."),
        new("connections", Forms.Choice([.. ConnectionWords.Keys]), "How long they are kept: per_run (default, over arrivals), per_user (for one journey: each arrival connects anew), never (for one request)."),
        new("most_rate", Forms.Rate, "The highest rate that may be set while it runs; absent = the peak of the load."),
        new("ceiling", Forms.Rate, "The most arrivals that are sent in any second, over all agents; what would be more is dropped. Absent = what is due says it."),
        new("agents", Forms.Table("agents"), "How many agents there must be, and what becomes of the run when one is lost."),
        new("drain", Forms.Duration, "How long started journeys may go on after the last arrival; default 5s."),
        new("mark", TargetKeys.MarkForm, "What its requests carry: the header that has the run's id, or none; absent = as the target says."),
        ProbeKeys.Variables,
        new("window", Forms.Table("window"), "When it may run."),
        new("schedule", Forms.Table("schedule"), "When a controller starts it by itself; absent = a person does."),
        new("shadow", Forms.Table("shadow"), "How it is proved, before the run and during it, that what it writes is kept apart from what is real."),
        new("after", Forms.Table("after"), "What is done when the load has ended.")) { OneOf = ["mix", "tracks"] };

    public static readonly IReadOnlyDictionary<string, NoDataAction> NoDataWords = new Dictionary<string, NoDataAction> { ["abort"] = NoDataAction.Abort, ["ignore"] = NoDataAction.Ignore };
    public static readonly IReadOnlyDictionary<string, BreachAction> GuardWords = new Dictionary<string, BreachAction> { ["warn"] = BreachAction.Warn, ["hold"] = BreachAction.Hold, ["back_off"] = BreachAction.BackOff, ["abort"] = BreachAction.Abort };

    public static readonly KeyTable Prometheus = new("prometheus_guard",
        new("prometheus", Forms.Text, "Where the Prometheus is: http://127.0.0.1:9090, with the path that it is under."),
        new("query", Forms.Text, "PromQL whose result is an instant vector or a scalar. Of several series the worst one counts."),
        new("name", Forms.Text, "What it is called in reports; absent = the query."),
        new("min", Forms.Number, "The value has to be at least that."),
        new("max", Forms.Number, "The value has to be at most that."),
        new("every", Forms.Duration, "How often it is asked, 1s to 60s; default 5s."),
        new("for", Forms.Duration, "How long it has to be outside before the load stops, up to 10m; default 0s: at once."),
        new("no_data", Forms.Choice([.. NoDataWords.Keys]), "What no data, no answer or an error does: abort (default: the load stops) or ignore."),
        new("bearer", Forms.Text, "The token that is shown to the Prometheus, as ${secret:env:NAME}; read by the controller, which asks."),
        new("else", Forms.Choice([.. GuardWords.Keys]), "What a breach does: abort (default: the load stops), hold (nothing is sent until it is well again), back_off (half as much is) or warn (it is told)."),
        new("dwell", Forms.Duration, "With hold and back_off: for how long it has to be within again, 1s to 10m; default 10s.")) { Required = ["prometheus", "query"] };

    public static readonly KeyTable Track = new("track",
        new("name", Forms.Text, "What it is called; absent = its journey's name, or track and its number."), Mix, Load) { Required = ["mix", "load"] };

    public static readonly IReadOnlyDictionary<string, AgentLoss> LossWords = new Dictionary<string, AgentLoss> { ["shrink"] = AgentLoss.Shrink, ["redistribute"] = AgentLoss.Redistribute, ["abort"] = AgentLoss.Abort };

    public static readonly KeyTable Agents = new("agents",
        new("at_least", Forms.Whole(1, MostAgents), "So many must be ready, or nothing is sent; absent = all that are there."),
        new("lost", Forms.Choice([.. LossWords.Keys]), "When one falls silent: shrink (default: the others go on with their shares, and the run is invalid), redistribute (once it cannot fire any more, the others take what is left of its share) or abort."));

    /// <summary>Days of the week.</summary>
    public const string Days = """{ "type": ["string", "array"], "items": { "type": "string" }, "examples": ["sat-sun", "all", ["mon", "wed"]] }""";

    public static readonly KeyTable Window = new("window",
        new("days", Days, "Days on which it starts; absent = all."),
        new("from", Forms.Text, "Time of day, 22:00."),
        new("to", Forms.Text, "Time of day; before from = on the next day."),
        new("zone", Forms.Text, "IANA time zone, as Asia/Shanghai."),
        new("calendar", Forms.Text, "A file with the calendar of a market: the window is open only while it is at rest.")) { Required = ["from", "to", "zone"] };

    public static readonly KeyTable Schedule = new("schedule",
        new("days", Days, "Days on which it is started; absent = all."),
        new("on", Forms.Date, "One date instead of days: it is started once."),
        new("at", Forms.Text, "Time of day, 22:00 or 22:00:30."),
        new("zone", Forms.Text, "IANA time zone, as Asia/Shanghai.")) { Required = ["at", "zone"] };

    public static readonly KeyTable Shadow = new("shadow",
        new("check", Forms.Text, "A journey that looks where a write went, as a customer: it must find it in the shadow and not among what is real. Its vars have the values of the journey that wrote; ${run} is the run's id."),
        new("every", Forms.Duration, "From one look to the next during the run, 1s to 60s; default 5s."),
        new("instances", $$"""{ "anyOf": [{{Forms.Whole(1, MostInstances)}}, {{Forms.ListOf(Forms.Text)}}] }""", "How many instances behind the target must have taken a write before the run, or their names, by what steps that write save as instance; default 1.")) { Required = ["check"] };

    public static readonly KeyTable After = new("after",
        new("cleanup", $$"""{ "anyOf": [{ "type": "string" }, {{Forms.ListOf(Forms.Text)}}] }""", "The journey, or several, that takes back what a journey has written: run by its agent, once for each that was about to write, with its variables and its ${idempotency}."),
        new("cleanup_within", Forms.Duration, "How long an agent tries, 1s to 1h; default 2m. What is left then is failed, and tried again when the agent next starts."),
        new("cool_down", Forms.Duration, "How long the target is left alone after the load, before customers' dials are judged; default none."),
        new("recovered", """{ "type": "object" }""", "When customers have it again as before, by the probes that guards watch: within (default 2m), passes (dials in a row, default 3), and limits such as response p95: baseline + 10%. Production has the first two by itself."));
}
