namespace LoadProbe.Core;

/// <summary>Where results go. Nothing flows back from a sink.</summary>
public interface IResultSink
{
    void Write(ProbeResult result);
}
