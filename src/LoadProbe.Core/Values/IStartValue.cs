namespace LoadProbe.Core;

/// <summary>What a variable has when a run starts: written in the file, or generated.</summary>
public interface IStartValue
{
    /// <summary>The value for the run that <paramref name="variables"/> are of.</summary>
    string Resolve(Variables variables);
}
