namespace LoadProbe.Definitions;

/// <summary>How long each part of a request may take: of one step, or of all steps of a target.</summary>
internal static class TimeoutsReader
{
    public static PhaseTimeouts? Read(Node? node, Mistakes mistakes)
    {
        if (node is null) return null;
        Fields fields = Fields.Of(node, "timeouts", StepKeys.Timeouts, mistakes);
        if (node is MappingNode { Entries.Count: 0 }) fields.Report("timeouts is empty: write for instance timeouts: { connect: 1s, wait: 3s }");
        return new PhaseTimeouts
        {
            Dns = fields.Duration("dns"),
            Connect = fields.Duration("connect"),
            Tls = fields.Duration("tls"),
            Send = fields.Duration("send"),
            Wait = fields.Duration("wait"),
            Receive = fields.Duration("receive"),
        };
    }

    /// <summary>Reports what a step's own say that its time as a whole does not allow.</summary>
    public static void Check(HttpStep step, TimeSpan journey, Mistakes mistakes)
    {
        TimeSpan all = step.Timeout ?? journey;
        foreach (Phase phase in Enum.GetValues<Phase>())
        {
            if (step.Timeouts?[phase] is not { } time || time <= all) continue;
            string whole = step.Timeout is null ? "the journey's timeout" : "the step's timeout";
            mistakes.Add(step.At, $"step {Quote.Of(step.Name)} has {phase.ToString().ToLowerInvariant()} {Scalars.Plain(time)} under timeouts, longer than {whole} {Scalars.Plain(all)}: make it shorter");
        }
    }
}
