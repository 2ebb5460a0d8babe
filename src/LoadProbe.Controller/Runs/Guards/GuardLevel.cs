namespace LoadProbe.Controller;

/// <summary>How what a guard watches is at the moment.</summary>
internal enum GuardLevel : byte
{
    Well,

    /// <summary>Not in breach, and not as well as it has to be before more is sent again.</summary>
    Between,
    Breach,
}
