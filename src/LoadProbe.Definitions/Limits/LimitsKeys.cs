namespace LoadProbe.Definitions;

internal static class LimitsKeys
{
    public static readonly KeyTable Limits = new("limits",
        new("egress", Forms.ListOf(Forms.Text), "Where this agent may connect to: networks (10.0.0.0/8), addresses or names (*.example.com), each with a port or without. Empty = nowhere."),
        new("rate", Forms.Rate, "Steps that pressure may begin a second."),
        new("in_flight", Forms.Whole(1, 1_000_000), "Journeys of pressure at once."),
        new("references", Forms.ListOf(Forms.Text), "host:port of up to 10 that take connections whenever this machine has a network. When none does, a failed run is this agent's fault.")) { Required = ["egress"] };
}
