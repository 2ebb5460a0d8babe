namespace LoadProbe.Core;

/// <summary>What a threshold is about.</summary>
public enum ThresholdFigure : byte
{
    /// <summary>Due → done.</summary>
    Response,

    /// <summary>Sent → done.</summary>
    Service,

    /// <summary>Due → sent.</summary>
    Lateness,

    /// <summary>Failed of completed.</summary>
    Errors,

    /// <summary>Dropped of due.</summary>
    Drops,

    /// <summary>Completed a second.</summary>
    Rate,
}
