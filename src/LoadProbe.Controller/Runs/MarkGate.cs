namespace LoadProbe.Controller;

/// <summary>Production is pressed only by requests that it can tell from its customers'.</summary>
public static class MarkGate
{
    /// <summary>Why a scenario may not run; null = its marks are no reason.</summary>
    public static string? Refusal(Scenario scenario)
    {
        if (scenario.Target.Class != EnvironmentClass.Prod) return null;
        string refused = $"{scenario.At}: target {scenario.Target.Name} is production (its class is prod, or is not said), and";
        if (scenario.Mark.Header is null) return $"{refused} mark: none sends it requests that it cannot tell from its customers': write mark: {{ header: {Mark.Standard.Header} }}, or leave mark out; nothing was sent";
        // Where what is sent is the step's own bytes there is no place for a mark.
        return scenario.Mix.SelectMany(m => m.Journey.Steps).OfType<TcpStep>().FirstOrDefault(s => s.Send is not null) is { } step
            ? $"{refused} step {step.Name} ({step.At}) sends it bytes over TCP, which carry no mark: leave the step out; nothing was sent"
            : null;
    }
}
