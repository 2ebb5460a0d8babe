namespace LoadProbe.DemoBroker;

/// <summary>A fault as it is written in JSON, durations as text such as <c>200ms</c>.</summary>
internal sealed record FaultOrder(
    BrokerService? Service, string? Delay, double? Error, bool? Hang, string? SlowBody, bool? WrongPrice, FaultScope? Only, string? For)
{
    public static FaultOrder From(Fault fault) => new(
        fault.Service,
        fault.Delay is { } delay ? DurationText.Write(delay) : null,
        fault.Error,
        fault.Hang ? true : null,
        fault.SlowBody is { } slow ? DurationText.Write(slow) : null,
        fault.WrongPrice ? true : null,
        fault.Only is FaultScope.Everybody ? null : fault.Only,
        fault.For is { } time ? DurationText.Write(time) : null);

    /// <summary>The fault asked for, or every reason why it cannot be.</summary>
    public (Fault? Fault, IReadOnlyList<string> Errors) Check()
    {
        var errors = new List<string>();
        if (Service is null)
            errors.Add("service: is missing; one of gateway, quotes, orders, ledger");
        if (Error is < 0 or > 1)
            errors.Add($"error: is {Error}; a share from 0 to 1 is expected");
        if (WrongPrice is true && Service is not (null or BrokerService.Quotes))
            errors.Add("wrong_price: only the service quotes has prices");
        if (Delay is null && Error is null && Hang is not true && SlowBody is null && WrongPrice is not true)
            errors.Add("no kind: one of delay, error, hang, slow_body, wrong_price is expected");
        var delay = Duration("delay", Delay, errors);
        var slowBody = Duration("slow_body", SlowBody, errors);
        var time = Duration("for", For, errors);
        if (errors.Count > 0 || Service is not { } service)
            return (null, errors);
        return (new Fault
        {
            Service = service, Delay = delay, Error = Error, Hang = Hang ?? false, SlowBody = slowBody, WrongPrice = WrongPrice ?? false,
            Only = Only ?? FaultScope.Everybody, For = time,
        }, errors);
    }

    private static TimeSpan? Duration(string key, string? text, List<string> errors)
    {
        if (text is null)
            return null;
        var duration = DurationText.Parse(text);
        if (duration is null)
            errors.Add($"{key}: is '{text}'; a duration over 0 and up to 10m is expected, such as 200ms, 2s or 1m");
        return duration;
    }
}
