namespace LoadProbe.Probing;

/// <summary>Holds a TLS session against what a step expects of it.</summary>
internal static class TlsChecks
{
    /// <summary>The first expectation that is not met, or null.</summary>
    public static Fault? Check(TlsExpectation expect, ConnectionMeter meter, DateTimeOffset now, Variables variables)
    {
        if ((expect.Genuine?.Fault(meter.Remote?.Address) ?? expect.Genuine?.Fault(meter.Tls)) is { } why) return new Fault(Outcome.Hijacked, why);
        if (meter.Tls is not { } session) return null;
        return Expiry(expect, session, now)
            ?? Agreed("version", session.Version, expect.Version, variables)
            ?? Agreed("cipher", session.Cipher, expect.Cipher, variables);
    }

    private static Fault? Expiry(TlsExpectation expect, TlsSession session, DateTimeOffset now)
    {
        if (expect.ValidFor is not { } wanted || session.Chain.Count == 0) return null;
        Certificate first = session.Chain.MinBy(c => c.NotAfter)!;
        TimeSpan left = first.NotAfter - now;
        return left >= wanted ? null : new Fault(Outcome.AnswerMismatch, $"{first.Subject} ends {first.NotAfter:u}, in {Durations.Text(left)}; expected at least {Durations.Text(wanted)}");
    }

    private static Fault? Agreed(string what, string? agreed, Core.Match? wanted, Variables variables) =>
        wanted?.Fault(agreed, variables) is { } fault ? new Fault(Outcome.AnswerMismatch, $"{what} is {agreed ?? "absent"}: {fault}") : null;
}
