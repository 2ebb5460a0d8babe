namespace LoadProbe.Definitions;

/// <summary>The keys of the phases of a load profile.</summary>
internal static class PhaseKeys
{
    public const int MostUsers = 1_000_000;

    public static readonly IReadOnlyDictionary<string, ArrivalPattern> PatternWords = new Dictionary<string, ArrivalPattern> { ["even"] = ArrivalPattern.Even, ["poisson"] = ArrivalPattern.Poisson };

    public static readonly IReadOnlyDictionary<string, RateCurve> CurveWords = new Dictionary<string, RateCurve> { ["linear"] = RateCurve.Linear, ["steps"] = RateCurve.Steps };

    private static readonly Key During = new("during", Forms.Duration, "How long it lasts.");
    private static readonly Key Users = new("users", Forms.Whole(1, MostUsers), "How many.");
    private static readonly Key Arrivals = new("arrivals", Forms.Choice([.. PatternWords.Keys]), "How they lie around the rate: even (default), or poisson, at random and exactly as many.");
    private static readonly Key Seed = new("seed", Forms.Whole(0, int.MaxValue), "What chance goes by: the same seed, the same load; absent = the phase's number in the file.");

    public static readonly KeyTable Inject = new("inject", new("rate", Forms.Rate, "Arrivals a second."), During, Arrivals, Seed) { Required = ["rate", "during"] };

    public static readonly KeyTable RampingInject = new("ramping_inject",
        new("to", Forms.Rate, "Arrivals a second at the end."), During,
        new("from", Forms.Rate, "Arrivals a second at the start; absent = the rate before."), Arrivals, Seed) { Required = ["to", "during"] };

    public static readonly KeyTable InjectRandom = new("inject_random",
        new("min", Forms.Rate, "Arrivals a second, at the least."), new("max", Forms.Rate, "Arrivals a second, at the most."), During, Arrivals, Seed) { Required = ["min", "max", "during"] };

    public static readonly KeyTable InjectSteps = new("inject_steps",
        new("from", Forms.Rate, "Arrivals a second of the first step."), new("to", Forms.Rate, "Of the last."), new("by", Forms.Rate, "How much each step is from the one before."),
        new("each", Forms.Duration, "How long each step lasts."), Arrivals, Seed) { Required = ["from", "to", "by", "each"] };

    public static readonly KeyTable Replay = new("replay",
        new("file", Forms.Text, "A CSV file with the columns time and rate, or a Prometheus range query saved as JSON. Looked for from this folder upwards."),
        new("curve", Forms.Choice([.. CurveWords.Keys]), "Between two points: linear (default), or steps, the earlier one's rate."),
        new("scale", Forms.Number, "What each rate is multiplied with; default 1."),
        new("speed", Forms.Number, "How many times as fast the time goes; rates stay. Default 1."), Arrivals, Seed) { Required = ["file"] };

    public static readonly KeyTable KeepConstant = new("keep_constant", Users, During) { Required = ["users", "during"] };

    public static readonly KeyTable RampingConstant = new("ramping_constant",
        new("to", Forms.Whole(0, MostUsers), "Users at the end."), During,
        new("from", Forms.Whole(0, MostUsers), "Users at the start; absent = those before.")) { Required = ["to", "during"] };

    public static readonly KeyTable Iterations = new("iterations", Users,
        new("count", Forms.Whole(1, int.MaxValue), "How many iterations all users do together."),
        new("within", Forms.Duration, "None begins later than this.")) { Required = ["users", "count", "within"] };

    private static readonly Key First = new("from", Forms.Rate, "Arrivals a second of the first step.");
    private static readonly Key Ceiling = new("to", Forms.Rate, "Arrivals a second, at the most; absent = the target's caps.rate.");
    private static readonly Key Confirm = new("confirm", Forms.Whole(0, 5), "How often the last good step is held again before it is believed; default 1.");
    private static readonly Key Rest = new("rest", Forms.Duration, "No load for so long, at the least, after a step that failed, and until nothing is under way; default 5s.");

    public static readonly KeyTable FindCapacity = new("find_capacity", First, Ceiling,
        new("factor", Forms.Number, "From one step to the next on the way up; default 1.5."),
        new("hold", Forms.Duration, "How long a step is held, or up to three times that until it is steady; default 10s."),
        new("precision", """{ "type": "string", "pattern": "^[0-9.]+%$", "examples": ["5%"] }""", "How near the last good step and the first bad one must come; default 5%."), Confirm, Rest) { Required = ["from"] };

    public static readonly KeyTable Step = new("step_load", First,
        new("by", Forms.Rate, "From one step to the next."), Ceiling,
        new("hold", Forms.Duration, "How long a step is held, or up to three times that until it is steady; default 30s."), Confirm, Rest) { Required = ["from", "by"] };

    /// <summary>The tables of the phases that are mappings, by their key; a step by itself is one of a journey.</summary>
    public static readonly IReadOnlyDictionary<string, KeyTable> Kinds =
        new[] { Inject, RampingInject, InjectRandom, InjectSteps, Replay, KeepConstant, RampingConstant, Iterations, FindCapacity, Step }.ToDictionary(t => t == Step ? "step" : t.Name);

    public static readonly KeyTable Phase = new("phase",
        Of(Inject, "Open: arrivals at a constant rate."),
        Of(RampingInject, "Open: the rate changes evenly."),
        Of(InjectRandom, "Open: each second has a rate of its own, by chance."),
        Of(InjectSteps, "Open: a staircase of rates."),
        Of(Replay, "Open: a rate that was recorded."),
        Of(KeepConstant, "Closed: so many users, each starting again when it is done."),
        Of(RampingConstant, "Closed: the number of users changes evenly."),
        Of(Iterations, "Closed: a number of iterations, shared by so many users."),
        Of(FindCapacity, "Open: the highest rate that holds, searched for; alone in its track."),
        Of(Step, "Open: up in steps while they hold, from one that does not a step back; alone in its track."),
        new("pause", Forms.Duration, "No load.")) { OneOf = [.. Kinds.Keys, "pause"] };

    private static Key Of(KeyTable table, string about) => new(table == Step ? "step" : table.Name, Forms.Table(table.Name), about);
}
