namespace LoadProbe.Core;

/// <summary>A part of a step's time, in the order in which they come.</summary>
public enum Phase : byte
{
    Dns,
    Connect,
    Tls,
    Send,
    Wait,
    Receive,
}
