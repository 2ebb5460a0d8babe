namespace LoadProbe.Core;

/// <summary>How what a guard watches is at the moment.</summary>
public enum GuardLevel : byte
{
    /// <summary>As it has to be.</summary>
    Well,

    /// <summary>Not in breach, and not as well as it has to be before more is sent again.</summary>
    Between,
    /// <summary>It is not.</summary>
    Breach,
}
