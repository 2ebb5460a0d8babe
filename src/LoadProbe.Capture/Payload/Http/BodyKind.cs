namespace LoadProbe.Capture;

/// <summary>What the start lines alone say of a message's body.</summary>
internal enum BodyKind : byte
{
    /// <summary>The header fields frame it.</summary>
    ByFields,

    /// <summary>There is none whatever the fields say (HEAD, 1xx, 204, 304).</summary>
    None,

    /// <summary>The connection speaks another protocol from here (101, CONNECT).</summary>
    OtherProtocol,
}
