namespace LoadProbe.Core;

/// <summary>What a threshold is about.</summary>
public enum ThresholdFigure : byte
{
    /// <summary>Due → done.</summary>
    Response,

    /// <summary>Sent → done.</summary>
    Service,

    /// <summary>Due → sent, of journeys.</summary>
    Lateness,

    /// <summary>Name lookup, of steps.</summary>
    Dns,

    /// <summary>TCP handshake, of steps.</summary>
    Connect,

    /// <summary>TLS handshake, of steps.</summary>
    Tls,

    /// <summary>First to last byte of the request, of steps.</summary>
    Send,

    /// <summary>Last byte of the request → first byte of the answer, of steps.</summary>
    Wait,

    /// <summary>First to last byte of the answer, of steps.</summary>
    Receive,

    /// <summary>Failed of completed.</summary>
    Errors,

    /// <summary>Dropped of due.</summary>
    Drops,

    /// <summary>Completed a second.</summary>
    Rate,

    /// <summary>Journeys under way at once, at the most.</summary>
    InFlight,

    /// <summary>How long the oldest journey had been under way, at the most.</summary>
    Oldest,
}
