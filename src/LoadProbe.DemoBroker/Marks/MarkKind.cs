namespace LoadProbe.DemoBroker;

/// <summary>What a marked request may do: read, write into the shadow, or write for real.</summary>
internal enum MarkKind
{
    Read,
    WriteShadow,
    WriteReal,
}
