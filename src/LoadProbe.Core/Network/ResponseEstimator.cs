namespace LoadProbe.Core;

/// <summary>How the server's own time was told from the path's.</summary>
public enum ResponseEstimator : byte
{
    /// <summary>The server acknowledged the request before it answered: response − acknowledgement, both travelled the same way.</summary>
    AckSplit,

    /// <summary>The acknowledgement came with the answer: application response time − the least round trip measured.</summary>
    RttSubtract,
}
