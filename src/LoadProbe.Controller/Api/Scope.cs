namespace LoadProbe.Controller;

/// <summary>What a key may do. Who may run, apply or approve may read; an admin may do all of it.</summary>
[Flags]
public enum Scope
{
    None = 0,

    /// <summary>Look at everything; stop a run and pull the lever.</summary>
    Read = 1,

    /// <summary>Start runs and release the lever.</summary>
    Run = 2 | Read,

    /// <summary>Put other probes and scenarios in the place of those that are there.</summary>
    Apply = 4 | Read,

    /// <summary>Approve of runs that others want.</summary>
    Approve = 16 | Read,

    /// <summary>Keys, and which agents may join.</summary>
    Admin = 8 | Run | Apply | Approve,
}
