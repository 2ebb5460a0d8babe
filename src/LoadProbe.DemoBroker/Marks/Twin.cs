namespace LoadProbe.DemoBroker;

/// <summary>Something of the brokerage and its shadow, which marked requests see in its place.</summary>
internal sealed record Twin<T>(T Real, T Shadow)
{
    /// <summary>The one that the request is about.</summary>
    public T Of(Mark? mark) => mark?.Shadow is null ? Real : Shadow;
}
