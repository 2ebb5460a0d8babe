namespace LoadProbe.DemoBroker;

/// <summary>A leak as it is written in JSON.</summary>
internal sealed record LeakOrder(int? Every, string? Instance)
{
    /// <summary>Without a leak it is an object that says nothing.</summary>
    public static LeakOrder From(Leak? leak) => new(leak?.Every, leak?.Instance);

    /// <summary>The leak asked for, or every reason why it cannot be.</summary>
    public (Leak? Leak, IReadOnlyList<string> Errors) Check(IReadOnlyList<string> instances)
    {
        var errors = new List<string>();
        if (Every is null or < 1)
            errors.Add(Every is null ? "every: is missing; 1 leaks every shadow order, 10 each tenth" : $"every: is {Every}; 1 or more is expected");
        if (Instance is not null && !instances.Contains(Instance))
            errors.Add($"instance: is '{Instance}'; one of {string.Join(", ", instances)} is expected");
        return (errors.Count > 0 || Every is not { } every ? null : new Leak(every, Instance), errors);
    }
}
