namespace LoadProbe.Definitions;

/// <summary>A part of a YAML file and where it stands.</summary>
internal abstract class Node(Place at)
{
    public Place At { get; } = at;

    /// <summary>What it is, in a user's words.</summary>
    public abstract string Shape { get; }

    /// <summary>Written as nothing at all, <c>~</c> or <c>null</c>.</summary>
    public virtual bool IsNull => false;
}
