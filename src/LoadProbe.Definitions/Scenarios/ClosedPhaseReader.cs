namespace LoadProbe.Definitions;

/// <summary>Phases with so many users.</summary>
internal sealed class ClosedPhaseReader(LoadCaps caps)
{
    public ClosedPhase? Read(KeyTable kind, Fields fields, LoadPhase? before)
    {
        if (kind == PhaseKeys.RampingConstant) return RampingConstant(fields, before);
        int? users = fields.Needs("users", "users: 10") ? caps.Users(fields, "users") : null;
        if (kind == PhaseKeys.Iterations) return Iterations(fields, users);
        return During(fields) is { } during && users is { } u ? new KeepConstant(u, during) : null;
    }

    private RampingConstant? RampingConstant(Fields fields, LoadPhase? before)
    {
        int? to = fields.Needs("to", "to: 50") ? caps.Users(fields, "to", 0) : null;
        int? from = fields.Has("from") ? caps.Users(fields, "from", 0) : before is ClosedPhase closed ? closed.UsersAt(closed.During) : 0;
        if (to == 0 && from == 0) fields.Mistakes.Add(fields["to"]!.At, "a ramp from zero to zero is no load: write pause, or users above zero");
        return During(fields) is { } during && to is { } t && from is { } f ? new RampingConstant(f, t, during) : null;
    }

    private static Iterations? Iterations(Fields fields, int? users)
    {
        int? count = fields.Needs("count", "count: 1000") ? fields.Whole("count", 1, int.MaxValue) : null;
        if (count < users) fields.Mistakes.Add(fields["count"]!.At, $"count {count} is below users {users}: some would have nothing to do; make it at least {users}");
        TimeSpan? within = fields.Needs("within", "within: 10m") ? fields.Duration("within") : null;
        return users is { } u && count is { } c && within is { } w ? new Iterations(u, c, w) : null;
    }

    private static TimeSpan? During(Fields fields) => fields.Needs("during", "during: 1m") ? fields.Duration("during") : null;
}
