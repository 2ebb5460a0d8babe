namespace LoadProbe.Probing;

/// <summary>Holds a name server's answer against what a step expects.</summary>
internal static class DnsChecks
{
    /// <summary>What the step's user knows the answers by.</summary>
    public static IReadOnlyList<string> Answers(DnsAnswer? answer) => answer is null ? [] : [.. answer.Answers.Select(r => r.Plain).OfType<string>()];

    /// <summary>The first expectation that is not met, or null.</summary>
    public static Fault? Check(DnsStep step, DnsAnswer answer, Variables variables)
    {
        IReadOnlyList<string> texts = Answers(answer);
        if (answer.ResponseCode != step.ResponseCode) return Mismatch($"response code {BlackboxDnsNames.ReturnCode(answer.ResponseCode)}, expected {BlackboxDnsNames.ReturnCode(step.ResponseCode)}");
        if (step.ResponseCode == 0 && texts.Count == 0) return Mismatch($"no {step.Type.ToString().ToUpperInvariant()} record");
        if (step.Genuine?.Fault(texts) is { } hijacked) return new Fault(Outcome.Hijacked, hijacked);
        if (step.Authenticated is { } wanted && wanted != answer.IsAuthenticated) return Mismatch(wanted ? "the server does not say that it checked the signatures (AD): expected it to" : "the server says that it checked the signatures (AD): expected it not to");
        if (step.Answer is { } match && !texts.Any(a => match.Fault(a, variables) is null)) return Mismatch($"answers {string.Join(", ", texts)}: {match.Fault(texts.Count > 0 ? texts[0] : "", variables)}");
        if (step.Every is { } each && texts.FirstOrDefault(a => each.Fault(a, variables) is not null) is { } odd) return Mismatch($"answer {odd}: {each.Fault(odd, variables)}");
        string? serial = answer.Answers.Select(r => r.Serial).FirstOrDefault(s => s is not null)?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return step.Serial?.Fault(serial, variables) is { } behind ? Mismatch($"the serial is {serial ?? "absent"}: {behind}") : null;
    }

    private static Fault Mismatch(string detail) => new(Outcome.AnswerMismatch, detail);
}
