namespace LoadProbe.DemoBroker;

internal enum OrderState
{
    Accepted,
    PartiallyFilled,
    Filled,
    Cancelled,
}
