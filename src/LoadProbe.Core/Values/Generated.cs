namespace LoadProbe.Core;

/// <summary>A value made anew for each run.</summary>
/// <param name="Name">The variable it is for; two with the same seed still draw differently.</param>
/// <param name="Seed">With a seed, the same run gets the same value, on every agent and each time.</param>
public abstract record Generated(string Name, long? Seed) : IStartValue
{
    public string Resolve(Variables variables) => Make(Seed is { } seed ? Draw.Of(seed, Name, variables.Run) : Draw.Free(), variables);

    protected abstract string Make(Draw draw, Variables variables);
}
