namespace LoadProbe.Definitions;

/// <summary>The family of addresses that a step uses: <c>both</c> is two steps, so that each is measured by itself.</summary>
internal static class IpReader
{
    public static IEnumerable<Step> Apart(Step? step, Node node, Mistakes mistakes)
    {
        if (step is null) return [];
        if (node is not MappingNode mapping || mapping["ip"] is not { } said || step.Kind == StepKind.Browser) return [step];
        if (Scalars.Text(said, "ip", mistakes) is not { } text) return [step];
        if (!StepKeys.Families.TryGetValue(text, out IpFamily? family)) mistakes.Add(said.At, $"ip {Quote.Bare(text)} is not a family of addresses: write 4, 6 or both");
        else if (family is { } one) return [step with { Ip = one }];
        else if (step.Effect != StepEffect.Read) mistakes.Add(said.At, "ip both would write twice: write 4 or 6, or make it a step that reads");
        else return [step with { Name = $"{step.Name} (IPv4)", Ip = IpFamily.V4 }, step with { Name = $"{step.Name} (IPv6)", Ip = IpFamily.V6, IsTwin = true }];
        return [step];
    }
}
