namespace LoadProbe.Probing;

/// <summary>What is being done, so that a deadline names what it cut short.</summary>
internal enum DialStage : byte
{
    Dns,
    Connect,
    Tls,
    Send,
    Wait,
    Receive,
    Proxy,
}
