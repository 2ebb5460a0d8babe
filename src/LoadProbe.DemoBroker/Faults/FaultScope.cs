namespace LoadProbe.DemoBroker;

/// <summary>Whose requests a fault is felt by.</summary>
internal enum FaultScope
{
    Everybody,

    /// <summary>Requests without a mark.</summary>
    Customers,

    /// <summary>Requests with the mark of a pressure run.</summary>
    Load,
}
