namespace LoadProbe.Core;

/// <summary>How a TCP conversation ended, as far as it was seen.</summary>
public enum FlowEnd : byte
{
    /// <summary>Neither a FIN nor a RST was seen.</summary>
    Open,

    /// <summary>At least one side sent a FIN and nobody sent a RST.</summary>
    Fin,

    /// <summary>A RST was seen.</summary>
    Reset,
}
