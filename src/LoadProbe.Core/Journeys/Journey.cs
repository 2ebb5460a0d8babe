namespace LoadProbe.Core;

/// <summary>One customer's way through the service: written once; dialled, pressed and dissected.</summary>
public sealed record Journey
{
    public required string Name { get; init; }

    public required Target Target { get; init; }

    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>Whether one of its steps changes anything.</summary>
    public bool Writes => Steps.Any(s => s.Effect != StepEffect.Read);

    /// <summary>The longest a whole journey may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Set when the steps are a browser's.</summary>
    public BrowserSettings? Browser { get; init; }

    /// <summary>Values every run starts with. They may use secrets, never each other.</summary>
    public IReadOnlyDictionary<string, IStartValue> Variables { get; init; } = new Dictionary<string, IStartValue>();

    /// <summary>Tables of values, one row a run.</summary>
    public IReadOnlyList<DataTable> Tables { get; init; } = [];

    /// <summary>How long the customer thinks between steps; part of the journey's time.</summary>
    public TimeSpan Think { get; init; }
}
