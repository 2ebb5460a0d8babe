namespace LoadProbe.Probing;

/// <summary>An answer whose head has arrived and whose body has not. Disposing it gives its connection back.</summary>
internal abstract class HttpAnswer : IDisposable
{
    public abstract int Status { get; }

    public abstract Version Version { get; }

    /// <summary>What leaves it open where the answer ends (RFC 9112, 6.3); null when nothing does.</summary>
    public abstract string? Flaw { get; }

    /// <summary>To be read to its end.</summary>
    public abstract Stream Body { get; }

    public abstract bool Has(string name);

    /// <summary>What it says under a name, a line each, as it was sent.</summary>
    public abstract IReadOnlyList<string> Values(string name);

    /// <summary>All of it in one line; null when it says nothing under that name.</summary>
    public virtual string? Value(string name) => Has(name) ? string.Join(", ", Values(name)) : null;

    public abstract void Dispose();
}
