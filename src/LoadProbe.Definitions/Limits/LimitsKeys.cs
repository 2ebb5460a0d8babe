namespace LoadProbe.Definitions;

internal static class LimitsKeys
{
    public static readonly IReadOnlyDictionary<string, StepKind> Kinds = Enum.GetValues<StepKind>().ToDictionary(k => k.ToString().ToLowerInvariant());

    public static readonly KeyTable AtOnce = new("probes_at_once", [.. Kinds.Keys.Select(k => new Key(k, Forms.Whole(1, 100_000), $"Those with a step of the kind {k}."))]);

    public static readonly KeyTable Limits = new("limits",
        new("egress", Forms.ListOf(Forms.Text), "Where this agent may connect to: networks (10.0.0.0/8), addresses or names (*.example.com), each with a port or without. Empty = nowhere."),
        new("rate", Forms.Rate, "Steps that pressure may begin a second."),
        new("in_flight", Forms.Whole(1, 1_000_000), "Journeys of pressure at once."),
        new("references", Forms.ListOf(Forms.Text), "host:port of up to 10 that take connections whenever this machine has a network. When none does, a failed run is this agent's fault."),
        new("probes_at_once", Forms.Table(AtOnce.Name), "Runs of probes at once, by the kind of their steps; one more is skipped and counted.")) { Required = ["egress"] };
}
