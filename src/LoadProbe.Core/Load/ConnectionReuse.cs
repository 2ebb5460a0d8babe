namespace LoadProbe.Core;

/// <summary>How long the connections of virtual customers are kept.</summary>
public enum ConnectionReuse : byte
{
    /// <summary>For the whole run: an arrival goes over the connections of one that is done, as within a proxy's pool or an app that is always open.</summary>
    PerRun,

    /// <summary>For one journey: each arrival is a new user, who connects anew and keeps the connection from step to step.</summary>
    PerUser,

    /// <summary>For one request.</summary>
    Never,
}
