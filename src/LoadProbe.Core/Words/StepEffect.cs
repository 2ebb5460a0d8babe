namespace LoadProbe.Core;

/// <summary>What a step does to the target's records; production pressure treats the three apart.</summary>
public enum StepEffect : byte
{
    /// <summary>Changes nothing.</summary>
    Read,

    /// <summary>Writes, and the target keeps marked writes in a shadow store.</summary>
    WriteShadow,

    /// <summary>Writes into the real records.</summary>
    WriteReal,
}
