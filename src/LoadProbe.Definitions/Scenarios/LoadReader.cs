using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>The load profile, in the words load testers know.</summary>
internal static class LoadReader
{
    public static IReadOnlyList<LoadPhase> Read(Node node, Target? target, Mistakes mistakes)
    {
        const string example = "write for instance - inject: { rate: 10/s, during: 1m }";
        if (node is not ListNode { Items.Count: > 0 } list)
        {
            mistakes.Add(node.At, node is ListNode || node.IsNull ? $"no load: {example}" : $"load is {node.Shape}: write a list of phases, each after a dash");
            return [];
        }

        var phases = new List<LoadPhase>();
        foreach (Node item in list.Items)
        {
            if (Phase(item, phases.LastOrDefault(), target, mistakes) is { } phase) phases.Add(phase);
        }

        return phases;
    }

    private static LoadPhase? Phase(Node node, LoadPhase? before, Target? target, Mistakes mistakes)
    {
        Fields fields = Fields.Of(node, "a phase", ScenarioKeys.Phase, mistakes);
        string[] kinds = [.. ScenarioKeys.Phase.Names.Where(fields.Has)];
        if (kinds.Length != 1)
        {
            if (kinds.Length > 1) mistakes.Add(node.At, $"a phase is one of {string.Join(" and ", kinds)}: put each after a dash of its own");
            else if (node is MappingNode { Entries.Count: 0 }) mistakes.Add(node.At, $"a phase needs one of {string.Join(", ", ScenarioKeys.Phase.Names)}");
            return null;
        }

        Node value = fields[kinds[0]]!;
        switch (kinds[0])
        {
            case "inject": return Inject(Fields.Of(value, "inject", ScenarioKeys.Inject, mistakes), target);
            case "ramping_inject": return RampingInject(Fields.Of(value, "ramping_inject", ScenarioKeys.RampingInject, mistakes), before, target);
            case "keep_constant": return KeepConstant(Fields.Of(value, "keep_constant", ScenarioKeys.KeepConstant, mistakes), target);
            case "ramping_constant": return RampingConstant(Fields.Of(value, "ramping_constant", ScenarioKeys.RampingConstant, mistakes), before, target);
            default: return fields.Duration("pause") is { } pause ? new Pause(pause) : null;
        }
    }

    private static Inject? Inject(Fields fields, Target? target)
    {
        double? rate = fields.Needs("rate", "rate: 10/s") ? Capped(fields, "rate", fields.Rate("rate"), target) : null;
        return During(fields) is { } during && rate is { } r ? new Inject(r, during) : null;
    }

    private static RampingInject? RampingInject(Fields fields, LoadPhase? before, Target? target)
    {
        double? to = fields.Needs("to", "to: 500/s") ? Capped(fields, "to", fields.Rate("to", zero: true), target) : null;
        double? from = fields.Has("from") ? Capped(fields, "from", fields.Rate("from", zero: true), target)
            : before switch { Inject inject => inject.Rate, RampingInject ramp => ramp.To, _ => 0 };
        if (to == 0 && from == 0) fields.Mistakes.Add(fields["to"]!.At, "a ramp from zero to zero is no load: write pause, or a rate above zero");
        return During(fields) is { } during && to is { } t && from is { } f ? new RampingInject(f, t, during) : null;
    }

    private static KeepConstant? KeepConstant(Fields fields, Target? target)
    {
        int? users = fields.Needs("users", "users: 10") ? Capped(fields, "users", fields.Whole("users", 1, ScenarioKeys.MostUsers), target) : null;
        return During(fields) is { } during && users is { } u ? new KeepConstant(u, during) : null;
    }

    private static RampingConstant? RampingConstant(Fields fields, LoadPhase? before, Target? target)
    {
        int? to = fields.Needs("to", "to: 50") ? Capped(fields, "to", fields.Whole("to", 0, ScenarioKeys.MostUsers), target) : null;
        int? from = fields.Has("from") ? Capped(fields, "from", fields.Whole("from", 0, ScenarioKeys.MostUsers), target)
            : before switch { KeepConstant constant => constant.Users, RampingConstant ramp => ramp.To, _ => 0 };
        if (to == 0 && from == 0) fields.Mistakes.Add(fields["to"]!.At, "a ramp from zero to zero is no load: write pause, or users above zero");
        return During(fields) is { } during && to is { } t && from is { } f ? new RampingConstant(f, t, during) : null;
    }

    private static TimeSpan? During(Fields fields) => fields.Needs("during", "during: 1m") ? fields.Duration("during") : null;

    private static double? Capped(Fields fields, string key, double? rate, Target? target)
    {
        if (rate > target?.Caps.Rate)
        {
            string cap = string.Create(CultureInfo.InvariantCulture, $"{target.Caps.Rate}/s");
            fields.Mistakes.Add(fields[key]!.At, $"{key} {Quote.Bare(fields.Text(key)!)} is above what target {Quote.Bare(target.Name)} agrees to, caps.rate {cap}: make it at most {cap}");
        }

        return rate;
    }

    private static int? Capped(Fields fields, string key, int? users, Target? target)
    {
        if (users > target?.Caps.InFlight) fields.Mistakes.Add(fields[key]!.At, $"{key} {users} is above what target {Quote.Bare(target.Name)} agrees to, caps.in_flight {target.Caps.InFlight}: make it at most that");
        return users;
    }
}
