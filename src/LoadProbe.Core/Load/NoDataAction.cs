namespace LoadProbe.Core;

/// <summary>What a guard does when it is told nothing: no data, no answer, or one that is an error.</summary>
public enum NoDataAction : byte
{
    /// <summary>The load stops: who cannot see must not go on.</summary>
    Abort,

    /// <summary>It waits for the next answer.</summary>
    Ignore,
}
